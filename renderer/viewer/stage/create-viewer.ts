import OpenSeadragon from 'openseadragon'

/**
 * OpenSeadragon adds a style element unless it finds one, but the page's content security policy
 * forbids inline styles. This element of an unknown kind counts as found and styles nothing.
 */
function standInForStyle(): void {
  if (document.querySelector('style[data-openseadragon-mobile-css]')) return
  const stand = document.createElementNS('urn:ductal', 'style')
  stand.setAttribute('data-openseadragon-mobile-css', 'true')
  document.head.append(stand)
}

export interface ViewerOptions {
  drawer: 'canvas' | 'webgl'
  /** No spring animations, for users who prefer reduced motion. */
  calm: boolean
}

export function createViewer(element: HTMLElement, { drawer, calm }: ViewerOptions): OpenSeadragon.Viewer {
  standInForStyle()
  const gestures = { clickToZoom: false, dblClickToZoom: true, flickEnabled: false }
  return OpenSeadragon({
    element,
    drawer: drawer === 'webgl' ? ['webgl', 'canvas'] : 'canvas',
    prefixUrl: '',
    showNavigationControl: false,
    showNavigator: true,
    navigatorPosition: 'BOTTOM_RIGHT',
    navigatorSizeRatio: 0.16,
    navigatorMaintainSizeRatio: true,
    navigatorAutoFade: false,
    navigatorRotate: true,
    navigatorOpacity: 1,
    navigatorBackground: 'var(--glass)',
    navigatorBorderColor: 'var(--edge)',
    navigatorDisplayRegionColor: 'var(--accent)',
    keyboardNavEnabled: false,
    gestureSettingsMouse: gestures,
    gestureSettingsPen: gestures,
    animationTime: calm ? 0 : 0.45,
    springStiffness: 9,
    zoomPerScroll: 1.3,
    minZoomImageRatio: 0.7,
    maxZoomPixelRatio: 16,
    visibilityRatio: 0.25,
    preserveImageSizeOnResize: true,
    blendTime: 0,
    maxTilesPerFrame: 6,
    imageLoaderLimit: 8,
    maxImageCacheCount: 400,
    tileRetryMax: 1,
    tileRetryDelay: 600
  })
}

import './trusted.ts'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { features } from './app/features.ts'
import { provideFeatures } from './core/features.ts'
import './styles.css'

const app = createApp(App).use(createPinia())
provideFeatures(app, features)
app.mount('#app')
